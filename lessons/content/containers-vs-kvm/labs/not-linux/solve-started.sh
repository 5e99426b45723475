#!/bin/sh
vm start boot --guest sector
