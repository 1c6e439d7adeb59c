#include "backend/context.h"

#include "plan/node.h"
#include "source/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Three quarters of the machine's memory. */
static uint64_t default_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    if (pages <= 0 || size <= 0) return (uint64_t)1 << 32;
    return (uint64_t)pages * (uint64_t)size / 4 * 3;
}

static int32_t default_threads(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > 256 ? 256 : (int32_t)cores;
}

static lt_status open_zone(lt_context *ctx, const char *name, lt_error *err)
{
    const char *tz = name ? name : getenv("TZ");
    if (tz && *tz == ':') tz++;
    if (!tz || !*tz) tz = "UTC";
    lt_status status = lt_zone_open(&ctx->zone, ctx->mem, tz, strlen(tz), err);
    /* A TZ that no zone file answers to (a POSIX rule, say) is not worth refusing to start. */
    if (status && status != LT_ENOMEM && !name)
        status = lt_zone_open(&ctx->zone, ctx->mem, "UTC", 3, err);
    return status;
}

lt_status lt_context_open(lt_context **out, const lt_context_options *opt, lt_error *err)
{
    lt_context_options none = {0};
    lt_status          status;
    if (!opt) opt = &none;
    lt_mem *mem = lt_mem_open(NULL, opt->memory ? opt->memory : default_memory());
    if (!mem) return LT_FAIL(err, LT_ENOMEM, "no memory for a context");
    lt_context *ctx = lt_mem_zeroed(mem, 1, sizeof(*ctx));
    if (!ctx) {
        status = lt_mem_refused(mem, sizeof(*ctx), "a context", err);
        lt_mem_close(mem);
        return status;
    }
    ctx->mem = mem;
    ctx->threads = opt->threads > 0 ? opt->threads : default_threads();
    ctx->batch_rows = opt->batch_rows;
    ctx->part_bytes = opt->part_bytes;
    status = open_zone(ctx, opt->zone, err);
    if (!status) status = lt_pool_open(&ctx->pool, ctx->mem, ctx->threads, err);
    if (status) {
        lt_context_close(ctx);
        return status;
    }
    *out = ctx;
    return LT_OK;
}

void lt_context_close(lt_context *ctx)
{
    if (!ctx) return;
    lt_mem *mem = ctx->mem;
    lt_pool_close(ctx->pool);
    lt_zone_close(ctx->zone);
    lt_mem_free(mem, ctx, sizeof(*ctx));
    lt_mem_close(mem); /* frames and tables may outlive it */
}

lt_mem               *lt_context_mem(lt_context *ctx) { return ctx->mem; }
int32_t               lt_context_threads(const lt_context *ctx) { return ctx->threads; }
const struct lt_zone *lt_context_zone(const lt_context *ctx) { return ctx->zone; }

/* Only CSV is cut by bytes. */
static bool has_parts(const char *format, const char *const *paths, int32_t path_count)
{
    const lt_format_ops *ops;
    return path_count > 0 && lt_files_format(&ops, format, paths[0], NULL) == LT_OK &&
           ops == &lt_format_csv;
}

/* The user's options and, when the context fixes it, the size of parts (a test's doing). */
/* NOLINTNEXTLINE(readability-function-size): two lists, passed on as they came */
static lt_status open_files(lt_source **out, lt_context *ctx, const char *format,
                            const char *const *paths, int32_t path_count, const lt_option *options,
                            int32_t option_count, lt_error *err)
{
    enum { MANY = 32 };
    lt_option all[MANY];
    char      bytes[24];
    if (option_count >= MANY)
        return LT_FAIL(err, LT_EUSAGE, "%d options: no format has so many", option_count);
    if (option_count) memcpy(all, options, (size_t)option_count * sizeof(*options));
    if (ctx->part_bytes > 0 && has_parts(format, paths, path_count)) {
        snprintf(bytes, sizeof(bytes), "%lld", (long long)ctx->part_bytes);
        all[option_count++] = (lt_option){"part_bytes", bytes};
    }
    return lt_files_open(out, ctx->mem, format, paths, path_count, all, option_count, err);
}

lt_plan *lt_scan(lt_context *ctx, const char *format, const char *const *paths, int32_t path_count,
                 const lt_option *options, int32_t option_count)
{
    lt_error err;
    lt_plan *p = lt_plan_make(LT_NODE_SCAN, NULL, 0);
    if (!p) return NULL;
    if (open_files(&p->source, ctx, format, paths, path_count, options, option_count, &err))
        return lt_plan_fail(p, &err);
    return p;
}
