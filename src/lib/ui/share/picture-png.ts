/**
 * The picture as a PNG of twice its size, so that it is sharp on slides.
 */
import type { PictureFile } from '#lib/draw/picture-file.ts';

const SCALE = 2;

/** Rejects when the browser cannot draw it: a canvas has a largest size. */
export async function picturePng({ svg, widthPx, heightPx }: PictureFile): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image(widthPx * SCALE, heightPx * SCALE);
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = widthPx * SCALE;
    canvas.height = heightPx * SCALE;
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) =>
        blob === null ? reject(new Error('the picture is too large')) : resolve(blob),
      );
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
