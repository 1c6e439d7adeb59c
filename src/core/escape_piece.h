/* escape_piece.h — safe text piece by piece; for escape*.c and the canvas only. */
#ifndef LT_CORE_ESCAPE_PIECE_H
#define LT_CORE_ESCAPE_PIECE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Neither control nor bidi nor otherwise invisible: may be written as it is. */
bool lt_is_showable(int32_t code);

enum { LT_PIECE_BYTES = 16 };

typedef struct lt_piece {
    char   bytes[LT_PIECE_BYTES]; /* one character, a mark, or a picture of several characters */
    size_t len;                   /* 0: dropped */
    int    width;
} lt_piece;

typedef struct lt_piece_reader {
    const char *p, *end;
    unsigned    flags; /* LT_ESCAPE_… */
    int         marks; /* since the last base; -1 when there is none yet */
} lt_piece_reader;

/* Reads the next code point of r; only where r->p < r->end. */
void lt_piece_next(lt_piece_reader *r, lt_piece *out);

#endif
