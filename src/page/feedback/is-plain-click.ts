/** With the main button, and no key that would open another tab, or save. */
export function isPlainClick(event: Event): event is MouseEvent {
  return (
    event instanceof MouseEvent &&
    event.button === 0 &&
    !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
  );
}
