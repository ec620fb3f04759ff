package io.millrace.deploy;

/** Whether jobs run by themselves when it is time. */
public enum ScheduleState {
    /** They do. */
    ACTIVE,
    /** Their schedules and triggers are there and do nothing. */
    PAUSED
}
