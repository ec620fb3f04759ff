/**
 * A portable model as ONNX, for runtimes that are not ours.
 *
 * <p>Begin with {@link io.millrace.models.onnx.OnnxModel}. The graph takes one tensor for each input column and holds the
 * whole model, preparation included; its sums run in the order of {@link io.millrace.models.PortableModel}'s.
 */
@NullMarked
package io.millrace.models.onnx;

import org.jspecify.annotations.NullMarked;
