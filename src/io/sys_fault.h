/* sys_fault.h — private to sys.c: where an injected fault or crash is due. */
#ifndef LT_IO_SYS_FAULT_H
#define LT_IO_SYS_FAULT_H

#include "io/sys.h"

/* 0, or the errno (or LT_IO_SHORT) that the call about to be made must fail with. */
int lt_io_due(lt_io_kind kind);

/* Counts a successful call that changed a disk; does not return when the crash is due. */
void lt_io_landed(void);

#endif
