/* cpu.h — which vector instructions the hot loops use: one choice for the whole process.
 *
 * A tier is a set of instructions that go together. The best that this CPU and this build have is
 * chosen at the first question; LOTE_LOOPS=scalar (neon, avx2, avx512) asks for another one. Every
 * tier gives the same answers, and "scalar", plain C, is the one that the others must equal.
 *
 * Shapes   avx2: AVX2, PCLMULQDQ, BMI1, BMI2, POPCNT (Haswell, Zen and later)
 *          avx512: that and F, BW, DQ, VL, VBMI, VBMI2 (Ice Lake, Zen 4 and later)
 *          neon: what every AArch64 has
 * Limits   little-endian machines with 64-bit pointers; others are refused at compile time
 * Threads  any; lt_cpu_use only before others look
 */
#ifndef LT_CORE_CPU_H
#define LT_CORE_CPU_H

#include <stdbool.h>

/* Of two that a CPU has, the later is the better. */
typedef enum lt_cpu { LT_CPU_SCALAR, LT_CPU_NEON, LT_CPU_AVX2, LT_CPU_AVX512, LT_CPU_TIERS } lt_cpu;

lt_cpu lt_cpu_get(void);

/* Whether this CPU and this build have the tier. */
bool lt_cpu_has(lt_cpu tier);

/* "scalar", "neon", "avx2", "avx512" */
const char *lt_cpu_name(lt_cpu tier);

/* What LOTE_LOOPS asks for, where that is none of this CPU's tiers; else NULL. */
const char *lt_cpu_refused(void);

/* Takes another tier from now on: for tests. False, and nothing changes, where it is missing. */
bool lt_cpu_use(lt_cpu tier);

#endif
