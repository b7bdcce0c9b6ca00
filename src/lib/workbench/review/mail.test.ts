/** Mails and commits are taken apart for reading; no line is lost, whatever was pasted. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mailReference, readMail } from './mail.ts';

const PATCH = `From: =?UTF-8?q?J=C3=BCrgen?= Example <j@example.org>
To: linux-mm@kvack.org
Subject: [PATCH v3 2/8] mm/memory_hotplug: add
 offline_memory()
Date: Mon, 12 Jan 2026 10:00:00 +0100
Message-ID: <20260112090000.1-2-j@example.org>

Takes a range offline.

Signed-off-by: J <j@example.org>
---
 mm/memory_hotplug.c | 4 +++-
 1 file changed, 3 insertions(+), 1 deletion(-)

diff --git a/mm/memory_hotplug.c b/mm/memory_hotplug.c
index 1234567..89abcde 100644
--- a/mm/memory_hotplug.c
+++ b/mm/memory_hotplug.c
@@ -1,3 +1,4 @@ int f(void)
 same
-gone
+new
-- 
2.50.0
`;

describe('a patch mail', () => {
  const mail = readMail(PATCH);

  it('says who sent what when', () => {
    expect(mail).toMatchObject({
      subject: '[PATCH v3 2/8] mm/memory_hotplug: add offline_memory()',
      from: 'Jürgen Example <j@example.org>',
      date: 'Mon, 12 Jan 2026 10:00:00 +0100',
      messageId: '<20260112090000.1-2-j@example.org>',
      files: ['mm/memory_hotplug.c'],
    });
  });

  it('has its diff told apart from its words', () => {
    const kindOf = (text: string) => mail.lines.find((line) => line.text === text)?.kind;
    expect(kindOf('To: linux-mm@kvack.org')).toBe('header');
    expect(kindOf('+++ b/mm/memory_hotplug.c')).toBe('file');
    expect(kindOf('@@ -1,3 +1,4 @@ int f(void)')).toBe('hunk');
    expect(kindOf('+new')).toBe('added');
    expect(kindOf('-gone')).toBe('removed');
    expect(kindOf('-- ')).toBe('text');
    expect(kindOf('Signed-off-by: J <j@example.org>')).toBe('text');
  });

  it('is referred to by its subject, its author and its id', () => {
    expect(mailReference(mail)).toEqual([
      'On: [PATCH v3 2/8] mm/memory_hotplug: add offline_memory()',
      '    Jürgen Example <j@example.org>, Mon, 12 Jan 2026 10:00:00 +0100',
      '    <20260112090000.1-2-j@example.org>',
    ]);
  });
});

describe('what else is pasted', () => {
  it('may be a commit as git shows it', () => {
    const text =
      'commit 0123456789abcdef\nAuthor: A <a@b.c>\nDate:   today\n\n    mm: do it\n\n    Because.\n';
    expect(readMail(text)).toMatchObject({ subject: 'mm: do it', from: 'A <a@b.c>', date: 'today' });
  });

  it('may be a reply: quotes are quotes, and files of a quoted diff are named', () => {
    const mail = readMail('Subject: Re: x\n\n> diff --git a/mm/a.c b/mm/a.c\n> +int x;\nWhy?\n');
    expect(mail.lines.map(({ kind }) => kind)).toEqual(['header', 'text', 'quote', 'quote', 'text']);
    expect(mail.files).toEqual(['mm/a.c']);
  });

  it('may be no mail at all', () => {
    expect(readMail('just words\n')).toMatchObject({ subject: null, from: null, messageId: null, files: [] });
    expect(mailReference(readMail('just words'))).toEqual([]);
  });

  it('comes back line by line, whatever it is', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'diff --git a/x b/x',
        '@@ -1 +1 @@',
        '+a',
        '-b',
        '> q',
        'Subject: s',
        ' more',
        '',
        '-- ',
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const text = lines.join('\n').replaceAll(/\r\n?/g, '\n').replace(/\n+$/, '');
        expect(
          readMail(text)
            .lines.map((one) => one.text)
            .join('\n'),
        ).toBe(text);
      }),
    );
  });
});
