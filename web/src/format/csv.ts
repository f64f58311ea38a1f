/** The rows of a table in CSV (RFC 4180): commas, quotation marks around what has some, either end of line. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const end = () => {
    row.push(cell);
    if (row.some((it) => it.trim() !== "")) rows.push(row);
    [row, cell] = [[], ""];
  };
  const plain = text.replace(/^\ufeff/, "");
  for (let at = 0; at < plain.length; at++) {
    const letter = plain[at] as string;
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (plain[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (letter === '"' && cell === "") quoted = true;
    else if (letter === ",") {
      row.push(cell);
      cell = "";
    } else if (letter === "\n") end();
    else if (letter !== "\r") cell += letter;
  }
  end();
  return rows;
}
