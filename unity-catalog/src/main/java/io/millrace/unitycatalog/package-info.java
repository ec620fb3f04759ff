/**
 * An open source Unity Catalog server as an account sees it: schemas, tables, volumes, registered models, permissions.
 *
 * <p>Speaks through Unity Catalog's own client, whose types and exceptions stay inside. Plain Java; Spark's catalog over it is
 * {@link io.millrace.unitycatalog.spark}.
 */
@NullMarked
package io.millrace.unitycatalog;

import org.jspecify.annotations.NullMarked;
