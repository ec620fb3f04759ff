/** A Databricks workspace as an account sees it: who speaks to it, how its errors are told, what a call needs. */
@NullMarked
package io.millrace.databricks;

import org.jspecify.annotations.NullMarked;
