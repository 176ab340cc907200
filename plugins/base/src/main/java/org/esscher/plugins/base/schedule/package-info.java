/** Schedules: how a learning rate, a temperature or a penalty changes while a run goes on. */
@NullMarked
package org.esscher.plugins.base.schedule;

import org.jspecify.annotations.NullMarked;
