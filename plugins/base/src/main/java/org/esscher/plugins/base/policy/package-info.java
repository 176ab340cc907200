/** Standard policies: trainable softmax policies, and policies that are made of others. */
@NullMarked
package org.esscher.plugins.base.policy;

import org.jspecify.annotations.NullMarked;
