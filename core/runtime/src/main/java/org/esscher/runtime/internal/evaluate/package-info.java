/** Off-policy evaluation of a policy on a log. */
@NullMarked
package org.esscher.runtime.internal.evaluate;

import org.jspecify.annotations.NullMarked;
