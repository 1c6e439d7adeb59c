-- lote-scm-1.rockspec — require "lote" from a stock Lua 5.4; from the top of the source tree:
--     luarocks make lua/lote-scm-1.rockspec
-- needs gcc, make, pkg-config and the development packages that `make deps` installs.
rockspec_format = "3.0"
package = "lote"
version = "scm-1"
source = { url = "file://." }
description = {
  summary = "Lazy, multi-threaded data frames over CSV and Parquet, with Spark's words",
  license = "MIT",
}
dependencies = { "lua >= 5.4, < 5.5" }
build = {
  type = "make",
  build_target = "build/lote.so",
  build_variables = { CFLAGS = "$(CFLAGS)" },
  install_target = "install-module",
  install_variables = { LUALIB = "$(LIBDIR)" },
}
