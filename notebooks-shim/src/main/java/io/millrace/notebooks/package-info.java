/**
 * One object for Scala, Java and Python notebooks: a project opened over the notebook's own Spark session. Begin with {@link
 * io.millrace.notebooks.Millrace}.
 */
@NullMarked
package io.millrace.notebooks;

import org.jspecify.annotations.NullMarked;
