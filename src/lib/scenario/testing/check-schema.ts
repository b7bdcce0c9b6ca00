/**
 * As much of JSON schema as the schema of run files uses.
 */
import type { Schema } from '../run-schema.ts';

function problemsInObject(schema: Schema, value: object, path: string): string[] {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
  const required = (schema['required'] ?? []) as readonly string[];
  const missing = required
    .filter((key) => !Object.hasOwn(value, key))
    .map((key) => `${path}.${key} is missing`);
  const inside = Object.entries(value).flatMap(([key, member]) => {
    const known = properties[key];
    if (known !== undefined) return schemaProblems(known, member, `${path}.${key}`);
    return schema['additionalProperties'] === false ? [`${path}.${key} is unknown`] : [];
  });
  return [...missing, ...inside];
}

function isOfType(value: unknown, type: unknown): boolean {
  if (type === undefined) return true;
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'null') return value === null;
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

/** What of `value` is not as the schema says. */
export function schemaProblems(schema: Schema, value: unknown, path = '$'): string[] {
  const { type, minimum, maximum, maxLength, maxItems, anyOf } = schema;
  if (!isOfType(value, type)) return [`${path} is no ${String(type)}`];
  if (Object.hasOwn(schema, 'const') && value !== schema['const']) return [`${path} is another value`];
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value))
    return [`${path} is none of the enum`];
  if (Array.isArray(anyOf)) {
    const fits = (anyOf as readonly Schema[]).some((one) => schemaProblems(one, value, path).length === 0);
    return fits ? [] : [`${path} fits nothing`];
  }
  if (typeof value === 'number' && (value < Number(minimum) || value > Number(maximum))) {
    return [`${path} is out of range`];
  }
  if (typeof value === 'string' && value.length > Number(maxLength ?? Infinity))
    return [`${path} is too long`];
  if (Array.isArray(value)) {
    if (value.length > Number(maxItems ?? Infinity)) return [`${path} has too many`];
    return value.flatMap((item, i) => schemaProblems(schema['items'] as Schema, item, `${path}[${i}]`));
  }
  return type === 'object' ? problemsInObject(schema, value as object, path) : [];
}
