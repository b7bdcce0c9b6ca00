/**
 * Full screen for what is shown to a room, where the browser lets it.
 */

/** An attachment: the element fills the screen as long as it is there. Leaving full screen calls `onleave`. */
export function fillScreen(onleave: () => void): (element: HTMLElement) => () => void {
  return (element) => {
    const onchange = (): void => {
      if (document.fullscreenElement === null) onleave();
    };
    // Only a press or a key may fill the screen; an address that asks for it may not.
    if (navigator.userActivation.isActive) {
      element.requestFullscreen().then(
        () => document.addEventListener('fullscreenchange', onchange),
        () => undefined,
      );
    }
    return () => {
      document.removeEventListener('fullscreenchange', onchange);
      if (document.fullscreenElement !== null) void document.exitFullscreen();
    };
  };
}
