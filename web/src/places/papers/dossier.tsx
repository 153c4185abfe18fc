// The dossier: one page to hand over.
import { useState } from "preact/hooks";
import { Act } from "../../parts/act.tsx";
import { Choice } from "../../parts/choice.tsx";
import { offerFile } from "../../parts/files.tsx";
import { Help } from "../../parts/help.tsx";
import { Notice, Outcome } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { href } from "../../route.ts";
import { LANGUAGES, currentLanguage, say, type Language } from "../../say.ts";
import { useCall } from "../../use.ts";
import { Findings, Made, firstFile } from "./parts.tsx";
import type { Finding } from "./types.ts";

const TYPE = "text/html";

export function DossierPage() {
  const [language, setLanguage] = useState<Language | "all">("all");
  const [made, setMade] = useState("");
  const doing = useCall<{ findings: Finding[] }>();
  const make = async (): Promise<void> => {
    const name = `dossier-${language === "all" ? currentLanguage() : language}.html`;
    const answer = await doing.run(["dossier", "@dossier.html", ...(language === "all" ? [] : ["--language", language])]);
    if (!answer.ok) return;
    setMade(name);
    offerFile(name, firstFile(answer.files), TYPE);
  };
  const answer = doing.answer;
  return (
    <Page title={say("The dossier")} back={href("papers")}>
      <Help
        place={say("What the table has come to, for a principal, for officials who take over, or for a next round: the text with its open brackets, the answers of soundings, the issues, the points of closed records, the rules.")}
        others={say("Nothing. It is made on this desk, and nobody is told.")}
      />
      <p>{say("It leaves out who wrote, asked, agreed or objected, every name of a seat or party, and every hour. It opens in any browser, without this program and without a network, and prints on A4 and Letter.")}</p>
      <Choice
        label={say("Language")}
        options={[
          { value: "all", label: say("All languages of the articles, side by side") },
          ...LANGUAGES.map((l) => ({ value: l.tag, label: <bdi lang={l.tag}>{l.name}</bdi> })),
        ]}
        value={language}
        onValue={(v) => setLanguage(v)}
      />
      <Outcome answer={answer} />
      {answer?.ok && (
        <Made name={made} bytes={firstFile(answer.files)} type={TYPE}>
          {say("The dossier is made. Open it in a browser to read or print it, and read it once more before it leaves your hands: it names nobody by itself, and is not sealed.")}
        </Made>
      )}
      {answer?.ok && answer.result.findings.length > 0 && (
        <Notice kind="warning">
          <p>{say("What the parties wrote stays as they wrote it. Outside the articles, this could tell who said something:")}</p>
          <Findings findings={answer.result.findings} />
        </Notice>
      )}
      <Act busy={doing.busy} onAct={() => void make()}>
        {say("Make the dossier")}
      </Act>
    </Page>
  );
}
