//! How much anybody may leave and ask here. Nobody pays, so everything has a bound, with its reason.

/// Bytes of a request: the largest one is a page of graded attempts, or the questions of a quiz.
pub const REQUEST_BYTES: usize = 512 * 1024;

/// Private answers of one submission: a form has no more fields (`ICampaigns.propose`).
pub const ANSWERS: usize = 20;

/// Bytes of one private answer: a page of text, as much as the content of a submission on the chain.
pub const ANSWER_BYTES: usize = 2_048;

/// Records of one account in one campaign: enough for mistakes, and for another try after a refusal.
pub const RECORDS_PER_CAMPAIGN: u32 = 10;

/// Records of one account in all campaigns: more than one for each day of a retention term.
pub const RECORDS_PER_ACCOUNT: u32 = 500;

/// Bytes of the file: beyond it nothing is stored, and the disk that the node needs stays free.
pub const DATABASE_BYTES: u64 = 8 << 30;

/// Days for which private answers and attempts are kept, unless the operator chooses another term: a stage with its
/// settlement, appeals, and a quarter in which a decision may still be questioned.
pub const RETENTION_DAYS: u32 = 270;

/// The longest term: what is kept for years is kept for no reason that a member agreed to.
pub const RETENTION_DAYS_MAX: u32 = 1_095;

/// Days for which the log of reads, and the dates of what was erased, are kept: a member has a year to ask who read.
pub const LOG_DAYS: u32 = 365;

/// Entries of one page.
pub const PAGE: u32 = 200;

/// Requests of one IP address a minute: a page asks a few when it opens, and polls a result every few seconds.
pub const REQUESTS_PER_MINUTE: u32 = 600;

/// Requests of one account a minute: the same for somebody with many addresses. A grader reads 10,000 attempts by
/// forty.
pub const ACCOUNT_REQUESTS_PER_MINUTE: u32 = 300;

/// Logins of one IP address a minute: each costs a recovered signature, and an event has a hundred guests behind one
/// address.
pub const LOGINS_PER_MINUTE: u32 = 120;

/// Callers that are remembered for the limits a minute: memory.
pub const REMEMBERED_CALLERS: usize = 65_536;

/// Sessions of one account: phones and computers; the oldest ends when another one begins.
pub const SESSIONS_PER_ACCOUNT: u32 = 8;

/// Jobs that wait for the file's thread; the next caller is told to come again.
pub const WAITING_JOBS: usize = 1_024;

/// Questions of a bank: more than anybody writes for one quiz, few enough for one request.
pub const QUESTIONS: u32 = 500;

/// Choices of a question: what fits a phone.
pub const CHOICES: usize = 12;

/// Bytes of a question's text, or of a choice's, in one language: a few sentences.
pub const QUESTION_BYTES: usize = 2_048;

/// Questions of an attempt: an hour's work.
pub const DRAWS: u32 = 50;

/// Attempts of one account at a quiz: who needs more should learn first.
pub const ATTEMPTS: u32 = 20;

/// Hours between attempts: a month.
pub const RETRY_HOURS: u32 = 720;

/// Points of a question: enough to weigh one against another.
pub const WEIGHT: u32 = 100;

/// Attempts of all accounts at one quiz: about 300 MB. New keys cost nothing, and must not fill the file.
pub const ATTEMPTS_PER_QUIZ: u32 = 500_000;

/// Attempts that a grader gets at once, and results that it gives back: a fraction of a second's work.
pub const GRADER_PAGE: u32 = 500;
