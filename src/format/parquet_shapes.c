/* The tables of parquet.thrift: one row a field. */
#include "format/parquet_meta.h"

#define FIELD(n, k, type, member)                                                         \
    {                                                                                     \
        .id = n, .kind = LT_THRIFT_##k, .offset = offsetof(type, member), .name = #member \
    }
#define NEED(n, k, type, member)                                                               \
    {                                                                                          \
        .id = n, .kind = LT_THRIFT_##k, .is_required = true, .offset = offsetof(type, member), \
        .name = #member                                                                        \
    }
#define PART(n, k, type, member, s)                                                        \
    {                                                                                      \
        .id = n, .kind = LT_THRIFT_##k, .offset = offsetof(type, member), .name = #member, \
        .shape = &s                                                                        \
    }
#define LIST(n, k, type, member, ...)                                                      \
    {                                                                                      \
        .id = n, .kind = LT_THRIFT_##k, .is_list = true, .offset = offsetof(type, member), \
        .name = #member, __VA_ARGS__                                                       \
    }
#define SHAPE(variable, word, type, slots_)                                        \
    const lt_thrift_shape variable = {.name = word,                                \
                                      .slots = slots_,                             \
                                      .count = sizeof(slots_) / sizeof(slots_[0]), \
                                      .bytes = sizeof(type)}

static const lt_thrift_shape empty = {.name = "Empty", .bytes = sizeof(lt_pq_empty)};

static const lt_thrift_slot statistics_slots[] = {
    FIELD(1, BYTES, lt_pq_statistics, max),         FIELD(2, BYTES, lt_pq_statistics, min),
    FIELD(3, I64, lt_pq_statistics, null_count),    FIELD(4, I64, lt_pq_statistics, distinct_count),
    FIELD(5, BYTES, lt_pq_statistics, max_value),   FIELD(6, BYTES, lt_pq_statistics, min_value),
    FIELD(7, BOOL, lt_pq_statistics, is_max_exact), FIELD(8, BOOL, lt_pq_statistics, is_min_exact),
    FIELD(9, I64, lt_pq_statistics, nan_count),
};
static SHAPE(statistics, "Statistics", lt_pq_statistics, statistics_slots);

static const lt_thrift_slot unit_slots[] = {
    PART(LT_PQ_MILLIS, STRUCT, lt_pq_unit, any, empty),
    PART(LT_PQ_MICROS, STRUCT, lt_pq_unit, any, empty),
    PART(LT_PQ_NANOS, STRUCT, lt_pq_unit, any, empty),
};
static SHAPE(unit, "TimeUnit", lt_pq_unit, unit_slots);

static const lt_thrift_slot time_slots[] = {
    FIELD(1, BOOL, lt_pq_logical_time, is_utc),
    PART(2, STRUCT, lt_pq_logical_time, unit, unit),
};
static SHAPE(time_type, "TimeType", lt_pq_logical_time, time_slots);

static const lt_thrift_slot decimal_slots[] = {
    NEED(1, I32, lt_pq_logical_decimal, scale),
    NEED(2, I32, lt_pq_logical_decimal, precision),
};
static SHAPE(decimal_type, "DecimalType", lt_pq_logical_decimal, decimal_slots);

static const lt_thrift_slot integer_slots[] = {
    NEED(1, I8, lt_pq_logical_integer, bits),
    NEED(2, BOOL, lt_pq_logical_integer, is_signed),
};
static SHAPE(integer_type, "IntType", lt_pq_logical_integer, integer_slots);

static const lt_thrift_slot geo_slots[] = {
    FIELD(1, BYTES, lt_pq_logical_geo, crs),
    FIELD(2, I32, lt_pq_logical_geo, algorithm),
};
static SHAPE(geo_type, "GeometryType", lt_pq_logical_geo, geo_slots);

static const lt_thrift_slot logical_slots[] = {
    PART(LT_PQ_STRING, STRUCT, lt_pq_logical, any, empty),
    PART(LT_PQ_MAP, STRUCT, lt_pq_logical, any, empty),
    PART(LT_PQ_LISTS, STRUCT, lt_pq_logical, any, empty),
    PART(LT_PQ_ENUM, STRUCT, lt_pq_logical, any, empty),
    PART(LT_PQ_DECIMAL, STRUCT, lt_pq_logical, decimal, decimal_type),
    PART(LT_PQ_DATE, STRUCT, lt_pq_logical, any, empty),
    PART(LT_PQ_TIME, STRUCT, lt_pq_logical, time, time_type),
    PART(LT_PQ_TIMESTAMP, STRUCT, lt_pq_logical, time, time_type),
    PART(LT_PQ_INTEGER, STRUCT, lt_pq_logical, integer, integer_type),
    PART(LT_PQ_UNKNOWN, STRUCT, lt_pq_logical, any, empty),
    PART(LT_PQ_JSON, STRUCT, lt_pq_logical, any, empty),
    PART(LT_PQ_BSON, STRUCT, lt_pq_logical, any, empty),
    PART(LT_PQ_UUID, STRUCT, lt_pq_logical, any, empty),
    PART(LT_PQ_FLOAT16, STRUCT, lt_pq_logical, any, empty),
    PART(LT_PQ_VARIANT, STRUCT, lt_pq_logical, any, empty),
    PART(LT_PQ_GEOMETRY, STRUCT, lt_pq_logical, geo, geo_type),
    PART(LT_PQ_GEOGRAPHY, STRUCT, lt_pq_logical, geo, geo_type),
};
static SHAPE(logical, "LogicalType", lt_pq_logical, logical_slots);

static const lt_thrift_slot element_slots[] = {
    FIELD(1, I32, lt_pq_element, type),       FIELD(2, I32, lt_pq_element, type_length),
    FIELD(3, I32, lt_pq_element, repetition), NEED(4, BYTES, lt_pq_element, name),
    FIELD(5, I32, lt_pq_element, children),   FIELD(6, I32, lt_pq_element, converted),
    FIELD(7, I32, lt_pq_element, scale),      FIELD(8, I32, lt_pq_element, precision),
    FIELD(9, I32, lt_pq_element, field_id),   PART(10, BOX, lt_pq_element, logical, logical),
};
static SHAPE(element, "SchemaElement", lt_pq_element, element_slots);

static const lt_thrift_slot key_value_slots[] = {
    NEED(1, BYTES, lt_pq_key_value, key),
    FIELD(2, BYTES, lt_pq_key_value, value),
};
static SHAPE(key_value, "KeyValue", lt_pq_key_value, key_value_slots);

static const lt_thrift_slot encoding_stats_slots[] = {
    NEED(1, I32, lt_pq_encoding_stats, page),
    NEED(2, I32, lt_pq_encoding_stats, encoding),
    NEED(3, I32, lt_pq_encoding_stats, count),
};
static SHAPE(encoding_stats, "PageEncodingStats", lt_pq_encoding_stats, encoding_stats_slots);

static const lt_thrift_slot column_meta_slots[] = {
    NEED(1, I32, lt_pq_column_meta, type),
    LIST(2, I32, lt_pq_column_meta, encodings, .is_required = true),
    LIST(3, BYTES, lt_pq_column_meta, path, .is_required = true),
    NEED(4, I32, lt_pq_column_meta, codec),
    NEED(5, I64, lt_pq_column_meta, values),
    NEED(6, I64, lt_pq_column_meta, total_bytes),
    NEED(7, I64, lt_pq_column_meta, total_compressed_bytes),
    LIST(8, STRUCT, lt_pq_column_meta, key_values, .shape = &key_value),
    NEED(9, I64, lt_pq_column_meta, data_at),
    FIELD(10, I64, lt_pq_column_meta, index_at),
    FIELD(11, I64, lt_pq_column_meta, dictionary_at),
    PART(12, BOX, lt_pq_column_meta, statistics, statistics),
    LIST(13, STRUCT, lt_pq_column_meta, encoding_stats, .shape = &encoding_stats),
    FIELD(14, I64, lt_pq_column_meta, bloom_at),
    FIELD(15, I32, lt_pq_column_meta, bloom_bytes),
};
static SHAPE(column_meta, "ColumnMetaData", lt_pq_column_meta, column_meta_slots);

static const lt_thrift_slot choice_slots[] = {
    PART(1, STRUCT, lt_pq_crypto, any, empty),
    PART(2, STRUCT, lt_pq_crypto, any, empty),
};
static SHAPE(crypto, "ColumnCryptoMetaData", lt_pq_crypto, choice_slots);
static SHAPE(algorithm, "EncryptionAlgorithm", lt_pq_algorithm, choice_slots);
static SHAPE(column_order, "ColumnOrder", lt_pq_column_order, choice_slots);

static const lt_thrift_slot chunk_slots[] = {
    FIELD(1, BYTES, lt_pq_chunk, file_path),        NEED(2, I64, lt_pq_chunk, file_at),
    PART(3, BOX, lt_pq_chunk, meta, column_meta),   FIELD(4, I64, lt_pq_chunk, offset_index_at),
    FIELD(5, I32, lt_pq_chunk, offset_index_bytes), FIELD(6, I64, lt_pq_chunk, column_index_at),
    FIELD(7, I32, lt_pq_chunk, column_index_bytes), PART(8, BOX, lt_pq_chunk, crypto, crypto),
    FIELD(9, BYTES, lt_pq_chunk, encrypted_meta),
};
static SHAPE(chunk, "ColumnChunk", lt_pq_chunk, chunk_slots);

static const lt_thrift_slot sorting_slots[] = {
    NEED(1, I32, lt_pq_sorting, column),
    NEED(2, BOOL, lt_pq_sorting, is_descending),
    NEED(3, BOOL, lt_pq_sorting, nulls_first),
};
static SHAPE(sorting, "SortingColumn", lt_pq_sorting, sorting_slots);

static const lt_thrift_slot row_group_slots[] = {
    LIST(1, STRUCT, lt_pq_row_group, columns, .shape = &chunk, .is_required = true),
    NEED(2, I64, lt_pq_row_group, total_bytes),
    NEED(3, I64, lt_pq_row_group, rows),
    LIST(4, STRUCT, lt_pq_row_group, sorting, .shape = &sorting),
    FIELD(5, I64, lt_pq_row_group, file_at),
    FIELD(6, I64, lt_pq_row_group, total_compressed_bytes),
    FIELD(7, I16, lt_pq_row_group, ordinal),
};
static SHAPE(row_group, "RowGroup", lt_pq_row_group, row_group_slots);

static const lt_thrift_slot meta_slots[] = {
    NEED(1, I32, lt_pq_meta, version),
    LIST(2, STRUCT, lt_pq_meta, schema, .shape = &element, .is_required = true),
    NEED(3, I64, lt_pq_meta, rows),
    LIST(4, STRUCT, lt_pq_meta, row_groups, .shape = &row_group, .is_required = true),
    LIST(5, STRUCT, lt_pq_meta, key_values, .shape = &key_value),
    FIELD(6, BYTES, lt_pq_meta, created_by),
    LIST(7, STRUCT, lt_pq_meta, column_orders, .shape = &column_order),
    PART(8, BOX, lt_pq_meta, algorithm, algorithm),
    FIELD(9, BYTES, lt_pq_meta, signing_key),
};
SHAPE(lt_pq_meta_shape, "FileMetaData", lt_pq_meta, meta_slots);

static const lt_thrift_slot data_slots[] = {
    NEED(1, I32, lt_pq_data_header, values),
    NEED(2, I32, lt_pq_data_header, encoding),
    NEED(3, I32, lt_pq_data_header, def_encoding),
    NEED(4, I32, lt_pq_data_header, rep_encoding),
    PART(5, BOX, lt_pq_data_header, statistics, statistics),
};
static SHAPE(data_header, "DataPageHeader", lt_pq_data_header, data_slots);

static const lt_thrift_slot dictionary_slots[] = {
    NEED(1, I32, lt_pq_dictionary_header, values),
    NEED(2, I32, lt_pq_dictionary_header, encoding),
    FIELD(3, BOOL, lt_pq_dictionary_header, is_sorted),
};
static SHAPE(dictionary_header, "DictionaryPageHeader", lt_pq_dictionary_header, dictionary_slots);

static const lt_thrift_slot data_v2_slots[] = {
    NEED(1, I32, lt_pq_data_header_v2, values),
    NEED(2, I32, lt_pq_data_header_v2, nulls),
    NEED(3, I32, lt_pq_data_header_v2, rows),
    NEED(4, I32, lt_pq_data_header_v2, encoding),
    NEED(5, I32, lt_pq_data_header_v2, def_bytes),
    NEED(6, I32, lt_pq_data_header_v2, rep_bytes),
    FIELD(7, BOOL, lt_pq_data_header_v2, is_compressed),
    PART(8, BOX, lt_pq_data_header_v2, statistics, statistics),
};
static SHAPE(data_header_v2, "DataPageHeaderV2", lt_pq_data_header_v2, data_v2_slots);

static const lt_thrift_slot page_slots[] = {
    NEED(1, I32, lt_pq_page_header, type),
    NEED(2, I32, lt_pq_page_header, bytes),
    NEED(3, I32, lt_pq_page_header, compressed_bytes),
    FIELD(4, I32, lt_pq_page_header, crc),
    PART(5, STRUCT, lt_pq_page_header, data, data_header),
    PART(6, STRUCT, lt_pq_page_header, index, empty),
    PART(7, STRUCT, lt_pq_page_header, dictionary, dictionary_header),
    PART(8, STRUCT, lt_pq_page_header, data_v2, data_header_v2),
};
SHAPE(lt_pq_page_header_shape, "PageHeader", lt_pq_page_header, page_slots);

static const lt_thrift_slot location_slots[] = {
    NEED(1, I64, lt_pq_location, at),
    NEED(2, I32, lt_pq_location, compressed_bytes),
    NEED(3, I64, lt_pq_location, first_row),
};
static SHAPE(location, "PageLocation", lt_pq_location, location_slots);

static const lt_thrift_slot offset_index_slots[] = {
    LIST(1, STRUCT, lt_pq_offset_index, pages, .shape = &location, .is_required = true),
    LIST(2, I64, lt_pq_offset_index, bytes_bytes, .is_required = false),
};
SHAPE(lt_pq_offset_index_shape, "OffsetIndex", lt_pq_offset_index, offset_index_slots);

static const lt_thrift_slot column_index_slots[] = {
    LIST(1, BOOL, lt_pq_column_index, null_pages, .is_required = true),
    LIST(2, BYTES, lt_pq_column_index, min_values, .is_required = true),
    LIST(3, BYTES, lt_pq_column_index, max_values, .is_required = true),
    NEED(4, I32, lt_pq_column_index, order),
    LIST(5, I64, lt_pq_column_index, null_counts, .is_required = false),
};
SHAPE(lt_pq_column_index_shape, "ColumnIndex", lt_pq_column_index, column_index_slots);
