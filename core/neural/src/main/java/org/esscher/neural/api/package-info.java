/**
 * What plugins with networks of their own may use beside Deep Java Library: expressions of the SPI
 * as operations on the device.
 */
@NullMarked
package org.esscher.neural.api;

import org.jspecify.annotations.NullMarked;
