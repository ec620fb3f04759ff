package io.millrace.pipelines;

import java.util.List;

/**
 * Kinds of step of one's own. A class that implements this, with a public constructor without parameters, is named in the file
 * {@code META-INF/services/io.millrace.pipelines.StepKinds} of a jar on the class path.
 */
public interface StepKinds {

    /** Returns the kinds; their labels differ from each other and from those that stand already. */
    List<StepKind> kinds();
}
