import { useLearnTexts } from "@/i18n";
import { CHAIN, type ChainId, type Changed, type ParameterKey } from "@/staking/parameters";
import { Button, Input } from "@/ui/basics";

interface Props {
  chain: ChainId;
  /** The day, as people write it. */
  gathered: string;
  changed: Changed;
  wrong: ReadonlySet<ParameterKey>;
  change: (changed: Changed) => void;
}

/** Every figure with its source, in a field: what was gathered is only where one begins. */
export function Parameters({ chain, gathered, changed, wrong, change }: Props) {
  const { t } = useLearnTexts();
  const label = (key: ParameterKey, unit: "percent" | "days" | "count" | "coins") => {
    const name = t(`unit.${unit}`);
    return name ? `${t(`parameter.${key}`)} (${name})` : t(`parameter.${key}`);
  };
  return (
    <div className="space-y-5">
      <p className="max-w-xl text-muted">{t("simulator.restText", { date: gathered })}</p>
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {CHAIN[chain].parameters.map(({ key, value, unit, source }) => (
          <Input
            key={`${chain}-${key}`}
            label={label(key, unit)}
            inputMode="decimal"
            value={changed[key] ?? value}
            hint={t(`source.${source}`)}
            {...(wrong.has(key) ? { problem: t("simulator.parameterWrong") } : {})}
            onChange={(event) => change({ ...changed, [key]: event.target.value })}
          />
        ))}
      </div>
      {Object.keys(changed).length > 0 && <Button onClick={() => change({})}>{t("simulator.reset")}</Button>}
    </div>
  );
}
