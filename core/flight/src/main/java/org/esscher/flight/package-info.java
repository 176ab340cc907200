/**
 * Reward models and policies that another process serves over Arrow Flight: the components that ask
 * it, and {@link org.esscher.flight.FlightServing}, which serves models of a host. What goes over
 * the wire is written down in docs/flight.md.
 *
 * <p>No plugin may open a connection (rule PLG-11); this is a part of the host, and optional:
 * without this module nothing does.
 */
@NullMarked
package org.esscher.flight;

import org.jspecify.annotations.NullMarked;
