// patience.mjs - how long to wait for what a page has to do. What is waited for nearly always comes at once; the bound
// is for a machine that is busy with other tests, and it is only reached where a page is wrong.
export const kPatient = 30_000;
// Enough to see that nothing comes, where a page is known to be wrong.
export const kImpatient = 3_000;

let milliseconds = kPatient;

// Milliseconds, for the `timeout` of a wait.
export const patience = () => milliseconds;
export function be_patient(patiently) { milliseconds = patiently ? kPatient : kImpatient; }
