/**
 * The squared error of a critic: the mean of ((V(x) − y)/s)² over the rows. Put here the citation of
 * what you implement, and its equation.
 */
package ${package};
