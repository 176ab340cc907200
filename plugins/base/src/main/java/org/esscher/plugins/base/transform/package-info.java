/**
 * Changes of logged steps before they are learnt from: n-step returns, goals, neighbours, windows.
 */
@NullMarked
package org.esscher.plugins.base.transform;

import org.jspecify.annotations.NullMarked;
