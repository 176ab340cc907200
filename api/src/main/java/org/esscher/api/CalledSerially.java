package org.esscher.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of a component that calls of it must not overlap, because it works on something that the
 * process has only once: a native library with a state of its own, a device, a file.
 *
 * <p>A host that is used from several threads runs one piece of work at a time that uses such a
 * component: a step of a run, an estimate, an evaluation, a collection. All of a host's share one
 * lock, and so wait for one another too. Calls may come from different threads, one after another.
 * Two hosts do not know of each other; and whoever asks a host for a component, and calls it, keeps
 * the calls apart as well.
 *
 * <p>Without this annotation a component is called on as many threads at once as use the host:
 * components are their configuration and keep nothing else, so that most need do nothing for it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface CalledSerially {}
