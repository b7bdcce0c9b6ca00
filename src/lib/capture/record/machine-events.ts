/**
 * What QEMU tells by itself while a device comes or goes, and which of it a recording keeps.
 */
export interface MachineEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The guest's firmware code says how far it is with a device (ACPI, `_OST`). */
export const OST = 'ACPI_DEVICE_OST';
/** Values of `source` and `status` in such an event. */
export const INSERTION = 1;
export const EJECTION = 3;
export const EJECTION_IN_PROGRESS = 0x84;

const KEPT_EVENTS = [
  'DEVICE_DELETED',
  'MEM_UNPLUG_ERROR',
  'DEVICE_UNPLUG_GUEST_ERROR',
  'MEMORY_DEVICE_SIZE_CHANGE',
];

/** The events that a recording keeps, in its form. */
export function keptEvents(events: readonly MachineEvent[]): Record<string, unknown>[] {
  return events.flatMap(({ event, data }): Record<string, unknown>[] => {
    if (event === OST) return [{ event, source: infoOf(data)['source'], status: infoOf(data)['status'] }];
    if (!KEPT_EVENTS.includes(event)) return [];
    const { device, msg } = data;
    return [{ event, ...(device === undefined ? {} : { device }), ...(msg === undefined ? {} : { msg }) }];
  });
}

/** What an event of the firmware code says of its device. */
export function infoOf(data: MachineEvent['data']): Readonly<Record<string, unknown>> {
  return (data['info'] ?? {}) as Record<string, unknown>;
}
