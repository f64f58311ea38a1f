import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useConfig } from "wagmi";
import { sheetOf } from "@/chain/bank";
import type { Campaign } from "@/chain/campaigns";
import { inbox } from "@/chain/inbox";
import { type Refusal as Reason, refusalOf } from "@/chain/refusal";
import { usePartTexts } from "@/i18n";
import { Card, Field } from "@/ui/basics";
import { Refusal } from "@/ui/Refusal";

/** The organiser's part: the questions go to the inbox, the answers stay. */
export function Upload({ campaign, known }: { campaign: Campaign; known: number | undefined }) {
  const { t, lang } = usePartTexts();
  const config = useConfig();
  const queries = useQueryClient();
  const [problem, setProblem] = useState<string>();
  const [refused, setRefused] = useState<Reason>();
  const give = async (file: File | undefined) => {
    setProblem(undefined);
    setRefused(undefined);
    if (!file) return;
    let sheet: ReturnType<typeof sheetOf>;
    try {
      sheet = sheetOf(await file.text());
    } catch {
      setProblem(t("quiz.uploadBroken"));
      return;
    }
    if (sheet.commitment !== campaign.terms.commitment) {
      setProblem(t("quiz.uploadWrong", { hash: sheet.commitment }));
      return;
    }
    try {
      await inbox(config, lang, `/quizzes/${campaign.id}`, sheet);
      void queries.invalidateQueries({ queryKey: ["read", "quiz"] });
    } catch (error) {
      setRefused(refusalOf(error));
    }
  };
  return (
    <Card className="max-w-xl space-y-4">
      <p>{t("quiz.uploadText")}</p>
      <Field
        label={t("quiz.upload")}
        {...(known === undefined ? {} : { hint: t("quiz.uploaded", { count: known }) })}
        {...(problem ? { problem: <span className="break-all">{problem}</span> } : {})}
      >
        {(id, describedBy) => (
          <input
            id={id}
            aria-describedby={describedBy}
            type="file"
            accept="application/json,.json"
            className="field"
            onChange={(event) => void give(event.target.files?.[0])}
          />
        )}
      </Field>
      {refused && <Refusal reason={refused} />}
    </Card>
  );
}
