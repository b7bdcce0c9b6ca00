/** Every lesson of the folder `lessons/` is read and run; what it states has to come out of the model. */
import { describe, expect, it } from 'vitest';
import { lessonFiles, lessonWorld, playLesson } from './lesson-files.server.ts';

const world = lessonWorld();

describe.each(lessonFiles())('lesson %s', (file) => {
  it('is written well, and everything that it states comes out of the model', () => {
    const played = playLesson(file, world);
    expect(played.ok ? [] : played.error).toEqual([]);
  });
});
