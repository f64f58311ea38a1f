/** Whether the member has read what PoS are not (WP-05). A new wording asks again. */
const STORE = "wepos.disclaimer";
const WORDING = "1";

export const accepted = (): boolean => localStorage.getItem(STORE) === WORDING;

export const accept = (): void => localStorage.setItem(STORE, WORDING);
