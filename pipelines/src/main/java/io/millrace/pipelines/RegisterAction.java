package io.millrace.pipelines;

import io.millrace.lakehouse.Write;
import io.millrace.registry.ModelVersion;

/** Writes the model folder and registers it as a version. */
final class RegisterAction extends ModelAction {
    /** The output that holds the version's number. */
    static final Output<Long> VERSION = Output.number("version");

    RegisterAction(RunContext context) {
        super(context);
    }

    @Override
    public StepResult run(String item, Write write) {
        ModelVersion version = trained(item).register().version();
        return StepResult.of(new Made(
                        "model version",
                        "models:/" + item + "/" + version.version(),
                        "",
                        "millrace models history PROJECT " + item))
                .with(VERSION, version.version());
    }
}
