/** A reward that forgives spelling. */
package com.example.spelling;
