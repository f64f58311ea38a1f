//! The schedule: tranches, stages and burns, as the table in the rule book reads (WP-55 to WP-65, R4, R5).

use crate::Model;
use alloy_primitives::U256;
use wepos_abi::{IEmission, addresses};

/// How far the schedule has run.
#[derive(Debug, Default)]
pub(crate) struct Emission {
    /// The last month whose tranche was released.
    month: u32,
}

impl Model {
    /// Everything the calendar asks for, up to now, in order of time.
    pub(crate) fn run_calendar(&mut self) {
        if self.emission.month == 0 {
            self.create();
        }
        while self.emission.month < self.settings.month_at(self.now_ms) {
            let ended = self
                .settings
                .stage_of_month(self.emission.month)
                .filter(|_| self.emission.month > 0);
            self.emission.month += 1;
            let month = self.emission.month;
            let begins = self.settings.stage_of_month(month);
            if let Some(stage) = ended
                && begins != Some(stage)
            {
                let amount = self.tokens.balance(addresses::STAGE);
                self.move_pos(addresses::STAGE, addresses::BURNED, amount);
                let stage = u8::try_from(stage).expect("a table has few rows");
                self.emit(
                    addresses::EMISSION,
                    &IEmission::StageBurned {
                        stage,
                        amount: U256::from(amount),
                    },
                );
            }
            if let Some(stage) = begins {
                let amount = self.settings.stages[stage].release_per_month;
                self.move_pos(addresses::UNRELEASED, addresses::STAGE, amount);
                self.emit(
                    addresses::EMISSION,
                    &IEmission::TrancheReleased {
                        month,
                        amount: U256::from(amount),
                    },
                );
            }
            if month == 1 {
                self.fund_ready_accounts();
            }
        }
    }

    /// Everything there will ever be, in two accounts.
    fn create(&mut self) {
        let (total, pool) = (self.settings.total, self.settings.pool);
        self.tokens.set(
            &self.settings,
            addresses::UNRELEASED,
            self.now_ms,
            total - pool,
        );
        self.tokens
            .set(&self.settings, addresses::POOL, self.now_ms, pool);
    }

    fn fund_ready_accounts(&mut self) {
        for (account, amount) in self.settings.ready.clone() {
            self.move_pos(addresses::STAGE, account, amount);
            self.tokens.begin(account, self.now_ms);
            self.emit(
                addresses::EMISSION,
                &IEmission::DevelopmentFunded {
                    account,
                    amount: U256::from(amount),
                },
            );
        }
    }
}
