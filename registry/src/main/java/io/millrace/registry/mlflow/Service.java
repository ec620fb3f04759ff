package io.millrace.registry.mlflow;

import java.net.URI;
import java.util.Map;

/**
 * Where calls go: what it is called, what they show to be let in, and how people mend what keeps an answer away. It prints as
 * its name for people.
 */
interface Service {
    /** Returns its address, without a slash at the end. */
    URI uri();

    /** Returns the headers that let a call in, as they are now: what they hold may be renewed in a long run. */
    Map<String, String> headers();

    /** Returns who refuses what it does not take, for messages. */
    String speaker();

    /** Returns what the headers show, without the secret. */
    String shown();

    /** Returns how to give credentials. */
    String login();

    /** Returns what gives the permission that a call lacked; {@code said} is what was answered. */
    String permission(Call call, String said);

    /** Returns how to mend its address. */
    String address();

    /** Returns what to do if nobody answers there. */
    String unreached();

    /** Returns what to do if a call is not known there. */
    String unknown();

    /** Returns what to do if it fails for long. */
    String trouble();
}
