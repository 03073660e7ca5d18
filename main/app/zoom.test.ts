import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { createZoom } from './zoom.ts';

class FakeContents extends EventEmitter {
  level = 0;
  getZoomLevel = () => this.level;
  setZoomLevel = (level: number) => void (this.level = level);
}

it('the zoom changes in steps within bounds, by menu and wheel, and each is told', () => {
  const contents = new FakeContents();
  const told: number[] = [];
  const zoom = createZoom(contents, () => told.push(contents.level));
  zoom('in');
  contents.emit('zoom-changed', {}, 'in');
  contents.emit('zoom-changed', {}, 'out');
  zoom('out');
  zoom('out');
  expect(told).toEqual([0.5, 1, 0.5, 0, -0.5]);
  zoom('reset');
  expect(contents.level).toBe(0);
  for (let step = 0; step < 40; step += 1) zoom('out');
  expect(contents.level).toBe(-7.5);
  for (let step = 0; step < 80; step += 1) zoom('in');
  expect(contents.level).toBe(8.5);
});
