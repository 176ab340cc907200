/** Turns configuration trees into records, all errors at once, and records back into trees. */
@NullMarked
package org.esscher.runtime.internal.config;

import org.jspecify.annotations.NullMarked;
