/** A space between a Chinese character and a Latin letter, a digit or a multiplier, as the house writes. */
export function spaced(text: string): string {
  return text
    .replace(/(\p{Script=Han})([\p{Script=Latin}\d×])/gu, "$1 $2")
    .replace(/([\p{Script=Latin}\d%])(\p{Script=Han})/gu, "$1 $2");
}

/** Without the spaces that a Chinese sentence leaves for a number or an address, where a Chinese name came in. */
export const joined = (text: string): string => text.replace(/(\p{Script=Han}) (?=\p{Script=Han})/gu, "$1");
