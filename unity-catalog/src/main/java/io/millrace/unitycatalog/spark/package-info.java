/** Spark's catalog over a Unity Catalog server. Spark finds it by the name of its class. */
@NullMarked
package io.millrace.unitycatalog.spark;

import org.jspecify.annotations.NullMarked;
