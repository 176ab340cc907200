/** Standard rewards: columns, fitted tables, preference models, verifiers, and combinations. */
@NullMarked
package org.esscher.plugins.base.reward;

import org.jspecify.annotations.NullMarked;
