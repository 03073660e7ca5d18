/**
 * What the launcher has to say goes to standard error: standard output belongs to the program it starts,
 * whose ready lines are read by other programs.
 * @param {string} text
 */
export const say = (text) => {
  process.stderr.write(`${text}\n`);
};
