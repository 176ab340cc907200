/**
 * Changes of logged steps before they are learned from: n-step returns, goals, neighbors, windows.
 */
@NullMarked
package org.esscher.plugins.base.transform;

import org.jspecify.annotations.NullMarked;
