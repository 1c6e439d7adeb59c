/* parquet_write_options.c — the options of a Parquet write. */
#include "format/parquet_write.h"

#include "core/options.h"

#include <string.h>

static const lt_option_spec specs[] = {
    {"mode", LT_OPTION_CHOICE, "error|overwrite|append|ignore|errorifexists|default", "error",
     "what to do when the target exists"},
    {"compression", LT_OPTION_CHOICE, "zstd|snappy|gzip|lz4|lz4_raw|none|uncompressed", "zstd",
     "codec of the pages"},
    {"level", LT_OPTION_INT, NULL, "0", "of the codec; 0 is its default"},
    {"row_group_rows", LT_OPTION_INT, NULL, "524288", "most rows of a row group"},
    {"page_rows", LT_OPTION_INT, NULL, "20000", "most rows of a page"},
    {"part_bytes", LT_OPTION_SIZE, NULL, "1GB", "a folder's file ends after the row group past it"},
    {"dictionary", LT_OPTION_BOOL, NULL, "true", "distinct values once, where that is smaller"},
};
const lt_option_table lt_pq_write_table = {"write_parquet", specs,
                                           sizeof(specs) / sizeof(specs[0])};

static const lt_codec_ops *codec_of(int choice)
{
    static const lt_codec_ops *const codecs[] = {
        &lt_codec_zstd,    &lt_codec_snappy, &lt_codec_gzip, &lt_codec_lz4_raw,
        &lt_codec_lz4_raw, &lt_codec_none,   &lt_codec_none};
    return codecs[choice];
}

static lt_status within(int64_t *out, const lt_options *o, const char *name, int64_t low,
                        int64_t high, lt_error *err)
{
    *out = lt_options_int(o, &lt_pq_write_table, name);
    if (*out >= low && *out <= high) return LT_OK;
    return LT_FAIL(err, LT_EUSAGE, "write_parquet: %s = %lld is not within %lld and %lld", name,
                   (long long)*out, (long long)low, (long long)high);
}

static lt_status values_read(lt_pq_write_options *out, const lt_options *o, lt_error *err)
{
    static const lt_write_mode modes[] = {LT_WRITE_ERROR,  LT_WRITE_OVERWRITE, LT_WRITE_APPEND,
                                          LT_WRITE_IGNORE, LT_WRITE_ERROR,     LT_WRITE_ERROR};
    int64_t                    level;
    LT_TRY(lt_options_check(o, &lt_pq_write_table, err));
    LT_TRY(within(&level, o, "level", 0, 22, err));
    LT_TRY(within(&out->row_group_rows, o, "row_group_rows", 1, 1 << 30, err));
    LT_TRY(within(&out->page_rows, o, "page_rows", 1, 1 << 24, err));
    out->level = (int32_t)level;
    out->part_bytes = lt_options_size(o, &lt_pq_write_table, "part_bytes");
    out->dictionary = lt_options_bool(o, &lt_pq_write_table, "dictionary");
    out->codec = codec_of(lt_options_choice(o, &lt_pq_write_table, "compression"));
    out->mode = modes[lt_options_choice(o, &lt_pq_write_table, "mode")];
    return LT_OK;
}

lt_status lt_pq_write_options_read(lt_pq_write_options *out, lt_mem *mem, const lt_option *options,
                                   int32_t count, lt_error *err)
{
    lt_options o = {.mem = mem};
    lt_status  status = LT_OK;
    for (int32_t i = 0; i < count && !status; i++)
        status =
            lt_options_put(&o, options[i].name, options[i].value, strlen(options[i].value), err);
    *out = (lt_pq_write_options){0};
    if (!status) status = values_read(out, &o, err);
    lt_options_clear(&o);
    return status;
}
