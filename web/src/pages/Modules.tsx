import { notice } from "@/chain/docs";
import { useDocs } from "@/chain/hooks";
import { useTexts } from "@/i18n";
import { Page, Waiting, Way } from "@/ui/basics";

export default function Modules() {
  const { t, lang } = useTexts();
  const docs = useDocs();
  return (
    <Page kicker={t("modules.kicker")} title={t("modules.title")}>
      {docs ? (
        <div className="divide-y divide-line border-y border-line">
          {docs.modules.map((module) => (
            <Way
              key={module.name}
              to="/modules/$name"
              params={{ name: module.name }}
              title={module.name}
              text={notice(module, lang)}
            />
          ))}
        </div>
      ) : (
        <Waiting />
      )}
    </Page>
  );
}
