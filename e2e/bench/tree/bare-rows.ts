/**
 * Runs in a page, which gets it as text, so it holds all that it uses. The least that opening a tree can be: what is in it is made
 * flat in order, and of the rows those are drawn that are seen. @returns the milliseconds until they are, without those that putting the names in took
 */
export async function showBareRows(names: readonly string[]): Promise<number> {
  interface Node {
    readonly label: string;
    readonly level: number;
    readonly children: Map<string, Node>;
  }
  const HEIGHT = 28;
  const drawn = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const root: Node = { label: '', level: 0, children: new Map() };
  for (const name of names) {
    let at = root;
    for (const label of name.split('/')) {
      const child = at.children.get(label) ?? { label, level: at.level + 1, children: new Map<string, Node>() };
      at.children.set(label, child);
      at = child;
    }
  }
  const start = performance.now();
  const rows: Node[] = [];
  const flatten = (node: Node): void => {
    for (const label of [...node.children.keys()].sort()) {
      const child = node.children.get(label);
      if (child === undefined) continue;
      rows.push(child);
      flatten(child);
    }
  };
  flatten(root);
  const grid = document.createElement('div');
  grid.setAttribute('role', 'treegrid');
  grid.style.cssText = 'position:absolute;inset:0;overflow:auto';
  const all = document.createElement('div');
  all.style.cssText = `position:relative;height:${rows.length * HEIGHT}px`;
  const draw = (): void => {
    const first = Math.floor(grid.scrollTop / HEIGHT);
    const seen = rows.slice(first, first + Math.ceil(grid.clientHeight / HEIGHT) + 1);
    all.replaceChildren(
      ...seen.map(({ label, level }, at) => {
        const row = document.createElement('div');
        row.setAttribute('role', 'row');
        row.style.cssText = `position:absolute;top:${(first + at) * HEIGHT}px;padding-left:${level * 16}px`;
        row.textContent = label;
        return row;
      }),
    );
  };
  grid.append(all);
  document.body.replaceChildren(grid);
  grid.addEventListener('scroll', draw);
  draw();
  await drawn();
  return performance.now() - start;
}
