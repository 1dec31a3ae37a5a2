/** The official native solver of the Open Systems Pharmacology suite, where the user has it. */
package dev.perfusion.bridge.adapter.simmodel;
