/* report_json.h — events as JSON, one object a line.
 *
 *   {"event":"cell_begin","cell":{"index":2,"count":5,"title":"Load","id":"l1","line":23}}
 *   {"event":"cell_end","cell":{…},"elapsed_ns":1200,"rows":10,"ok":true}
 *   {"event":"print","cell":{…},"text":"…"}        also "log" and "text"
 *   {"event":"table","cell":{…},"columns":[{"name":"n","type":"int64"}],"rows":[[1],[null]],
 *    "partial":false,"padded":0,"cut":0,"dropped":0,"replaced":0}
 *   {"event":"written","cell":{…},"path":"…","rows":10,"bytes":900,"files":1,"skipped":false}
 *   {"event":"error","kind":"not found","text":"…",…}   the parts that are known
 *   {"event":"end","exit":0,"elapsed_ns":…,"writes":1}
 *
 * cell is left out outside of cells; rows of a cell that showed and wrote nothing is null.
 */
#ifndef LT_TUI_REPORT_JSON_H
#define LT_TUI_REPORT_JSON_H

#include "lua/event.h"

/* Appends the line of an event; nothing for progress. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_json_event(lt_buf *out, const lt_event *event, const struct lt_zone *zone,
                                     lt_error *err);
LT_MUST_USE lt_status tui_json_error(lt_buf *out, const lt_error *shown, lt_error *err);

#endif
