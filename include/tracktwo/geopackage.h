/* A map as a GeoPackage file (OGC 12-128r15, version 1.3): what QGIS and others open. A flat map's is one
 * too, without a reference system. */
#ifndef T2_TRACKTWO_GEOPACKAGE_H
#define T2_TRACKTWO_GEOPACKAGE_H

#include <tracktwo/line_map.h>

/* Appends the bytes of the file; its tables are in docs/protocol/line_map.md. T2_E_ARGUMENT: as
 * line_map_each; T2_E_MEMORY, T2_E_FULL, T2_E_IO. On failure out is as it was. */
T2_MUST_USE int geopackage_make(const struct line_map *m, struct t2_buf *out);

#endif
