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
  const { parameters } = CHAIN[chain];
  const sources = [...new Set(parameters.map((it) => it.source))];
  const label = (key: ParameterKey, unit: "percent" | "days" | "count" | "coins") => {
    const name = t(`unit.${unit}`);
    return name ? `${t(`parameter.${key}`)} (${name})` : t(`parameter.${key}`);
  };
  return (
    <div className="space-y-5">
      <p className="max-w-xl text-muted">{t("simulator.restText", { date: gathered })}</p>
      {sources.map((source) => (
        <section key={`${chain}-${source}`} className="border-t border-line pt-4">
          <p className="mb-4 max-w-xl text-sm text-muted">{t("simulator.source", { text: t(`source.${source}`) })}</p>
          <div className="grid grid-cols-2 items-end gap-x-6 gap-y-5">
            {parameters
              .filter((it) => it.source === source)
              .map(({ key, value, unit }) => (
                <Input
                  key={key}
                  label={label(key, unit)}
                  inputMode="decimal"
                  value={changed[key] ?? value}
                  {...(wrong.has(key) ? { problem: t("simulator.parameterWrong") } : {})}
                  onChange={(event) => change({ ...changed, [key]: event.target.value })}
                />
              ))}
          </div>
        </section>
      ))}
      {Object.keys(changed).length > 0 && <Button onClick={() => change({})}>{t("simulator.reset")}</Button>}
    </div>
  );
}
