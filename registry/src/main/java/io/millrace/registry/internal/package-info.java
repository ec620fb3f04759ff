/** MLflow's rules that every store keeps, wherever it is: limits of names and values, doubles that have no SQL literal. */
@NullMarked
package io.millrace.registry.internal;

import org.jspecify.annotations.NullMarked;
